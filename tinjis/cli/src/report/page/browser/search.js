// The page is whole without this: it only finds and hides. No library, no network, nothing stored.
(() => {
  const root = document.documentElement;
  const form = document.querySelector('form[role=search]');
  const search = document.querySelector('#search');
  const found = document.querySelector('#found');
  const sections = [...document.querySelectorAll('[data-cluster]')];
  const groups = [...document.querySelectorAll('[data-group]')];
  const rows = [...document.querySelectorAll('[data-entry]')].map((row) => ({
    row,
    // The heading of a team's rows is found with them.
    text: `${row.closest('article')?.querySelector('h3, h4')?.textContent ?? ''} ${row.textContent}`.toLowerCase(),
    cells: [...row.querySelectorAll('[data-verdict]')],
    cluster: row.closest('[data-cluster]')?.dataset.cluster,
    groups: groupsOf(row),
  }));

  function groupsOf(row) {
    const around = [];
    for (let each = row.closest('[data-group]'); each; each = each.parentElement.closest('[data-group]'))
      around.push(each);
    return around;
  }

  // Writing what is so already would lay out the page anew.
  const hide = (element, hidden) => {
    if (element.hidden !== hidden) element.hidden = hidden;
  };
  const chosen = (name) => form.querySelector(`[name=${name}]:checked`)?.value ?? '';

  const look = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = chosen('verdict');
    const cluster = chosen('cluster');
    const filled = new Set();
    let shown = 0;
    for (const { row, text, cells, cluster: on, groups: around } of rows) {
      const fits =
        (cluster === '' || on === undefined || on === cluster) &&
        (verdict === '' || cells.some((cell) => cell.dataset.verdict === verdict)) &&
        words.every((word) => text.includes(word));
      hide(row, !fits);
      if (!fits) continue;
      shown += 1;
      around.forEach((group) => filled.add(group));
      for (const cell of cells) cell.toggleAttribute('data-faded', verdict !== '' && cell.dataset.verdict !== verdict);
    }
    for (const group of groups) hide(group, !filled.has(group));
    for (const section of sections) hide(section, cluster !== '' && section.dataset.cluster !== cluster);
    const asked = words.length > 0 || verdict !== '' || cluster !== '';
    const none = `No row has ${words.length > 1 ? 'all of these words' : words.length === 1 ? 'this word' : 'that'}.`;
    found.value = !asked ? '' : shown === 0 ? none : `${shown} of ${rows.length} rows`;
  };

  form.hidden = false;
  form.addEventListener('input', look);
  form.addEventListener('submit', (event) => event.preventDefault());
  document.querySelector('#theme').addEventListener('click', () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
  });
})();
