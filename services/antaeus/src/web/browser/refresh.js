// Keeps the page current. Without this script everything works, and is as old as the page.
const everyMs = 2000;
const control = document.querySelector('#refresh');
const box = control.querySelector('input');
const key = 'refresh';

control.hidden = false;
box.checked = sessionStorage.getItem(key) !== 'off';
box.addEventListener('change', () => sessionStorage.setItem(key, box.checked ? 'on' : 'off'));

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const old of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(old.id);
    if (next === null || next.innerHTML === old.innerHTML) continue;
    // Where the reader is, nothing moves: neither the focus nor a selection gets lost.
    const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
    if (getSelection().containsNode(old, true) && !getSelection().isCollapsed) continue;
    old.replaceChildren(...next.childNodes);
    if (focused !== '') document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

async function watch() {
  for (;;) {
    await new Promise((later) => setTimeout(later, everyMs));
    // The service may be starting anew; the next round tells.
    if (box.checked && !document.hidden) await refresh().catch(() => undefined);
  }
}
watch();
