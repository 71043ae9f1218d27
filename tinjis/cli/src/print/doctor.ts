import type { HealthCheck, Health } from '@tinjis/platform/doctor/health-check';
import type { Style } from '@tinjis/delivery/print/style';

const mark: Readonly<Record<Health, (style: Style) => string>> = {
  right: ({ green }) => green('✔'),
  wrong: ({ red }) => red('✘'),
  unknown: ({ yellow }) => yellow('?'),
  notice: ({ dim }) => dim('·'),
};

/**
 * One line a check below its group's heading: what was found, against what is needed where it
 * differs; then the fix, once for a row of them.
 */
export function doctorText(checks: readonly HealthCheck[], style: Style): string {
  const lines = checks.flatMap((check, index) => [
    ...(checks[index - 1]?.group === check.group ? [] : [...(index > 0 ? [''] : []), style.bold(check.group)]),
    checkText(check, style),
    ...(check.health === 'right' || isFixedWith(check, checks[index + 1]) ? [] : [style.dim(`    fix: ${check.fix}`)]),
  ]);
  return [...lines, '', summary(checks, style)].join('\n');
}

function checkText({ name, health, found, needed }: HealthCheck, style: Style): string {
  return `${mark[health](style)} ${name}: ${found}${health === 'right' || health === 'notice' ? '' : `, needed: ${needed}`}`;
}

function isFixedWith({ fix, group }: HealthCheck, next: HealthCheck | undefined): boolean {
  return next !== undefined && next.health !== 'right' && next.fix === fix && next.group === group;
}

function summary(checks: readonly HealthCheck[], { green, red, yellow }: Style): string {
  const count = (health: Health) => checks.filter((check) => check.health === health).length;
  const [wrong, unknown] = [count('wrong'), count('unknown')];
  const said = `${count('right')} right, ${wrong} wrong, ${unknown} not known`;
  return wrong > 0 ? red(said) : unknown > 0 ? yellow(said) : green(said);
}
