// The page is whole without this: it only finds and hides. No library, no network, nothing stored.
(() => {
  const root = document.documentElement;
  const form = document.querySelector('form[role=search]');
  const search = document.querySelector('#search');
  const found = document.querySelector('#found');
  const rows = [...document.querySelectorAll('[data-entry]')].map((row) => ({
    row,
    text: row.textContent.toLowerCase(),
  }));

  const look = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = form.querySelector('[name=verdict]:checked').value;
    let shown = 0;
    for (const { row, text } of rows) {
      const cells = [...row.querySelectorAll('[data-verdict]')];
      const fits = verdict === '' || cells.some((cell) => cell.dataset.verdict === verdict);
      row.hidden = !fits || !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
      for (const cell of cells) cell.toggleAttribute('data-faded', verdict !== '' && cell.dataset.verdict !== verdict);
    }
    found.value = words.length === 0 && verdict === '' ? '' : `${shown} of ${rows.length} rows`;
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
