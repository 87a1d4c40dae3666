// What the designer's page and the page that only shows a design have in common.

/** Make what the check, the words and the differences say lead to the element that they are about. */
export function linkToElements(place, known, go) {
  for (const line of place.querySelectorAll('[data-element]')) {
    const id = line.dataset.element;
    const name = line.querySelector('strong, .gf-twin__number');
    if (!id || !name || !known(id) || name.querySelector('a')) continue;
    const link = document.createElement('a');
    link.href = `#step-${id}`;
    link.append(...name.childNodes);
    name.append(link);
    if (name.matches('.gf-twin__number')) link.setAttribute('aria-label', `${name.textContent} Show this step`);
    link.addEventListener('click', (event) => {
      event.preventDefault();
      go(id);
    });
  }
}

/** Mark the line that is about the element just chosen. */
export function markLines(id) {
  for (const line of document.querySelectorAll('[data-design] [data-element]')) line.classList.toggle('gd-here', Boolean(id) && line.dataset.element === id);
}

export function download(xml, name) {
  const address = URL.createObjectURL(new Blob([xml], { type: 'application/xml' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** 4:05pm, as the other pages say it. */
export const clockTime = (date = new Date()) =>
  date.toLocaleTimeString('en-GB', { hour: 'numeric', minute: '2-digit', hour12: true, timeZone: 'Europe/London' }).replace(/\s/g, '').toLowerCase();

/** Show what is of use only where scripts run. */
export function scripted() {
  for (const each of document.querySelectorAll('[data-scripted]')) each.hidden = false;
}

/** On narrow screens a diagram is too small to read: it stays folded until asked for, and so do the buttons that move it. */
export function folding(desk, opened) {
  const fold = desk.querySelector('.gd-fold');
  const seeing = desk.querySelector('[data-seeing]');
  fold.addEventListener('toggle', () => {
    seeing.hidden = !fold.open;
    if (fold.open) opened();
  });
  fold.open = window.matchMedia('(min-width: 60rem)').matches;
  seeing.hidden = !fold.open;
}

/** The buttons of a group: {data-… name: act}. */
export function press(desk, acts) {
  for (const [name, act] of Object.entries(acts)) {
    for (const each of desk.querySelectorAll(`[data-${name}]`)) each.addEventListener('click', () => act(each.dataset[name]));
  }
}
