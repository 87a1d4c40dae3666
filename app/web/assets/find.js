// Long lists of boxes get a field to find a name in. Without scripts the whole list is there.

const LONG = 12; // boxes; a shorter list is faster to read than to search

export function findInLongLists(root) {
  for (const group of root.querySelectorAll('[data-kind="choices"] .ds_field-group')) {
    const boxes = [...group.querySelectorAll('.ds_checkbox')];
    if (boxes.length <= LONG || group.previousElementSibling?.matches('.gf-find')) continue;
    const name = group.querySelector('input').name;
    const place = document.createElement('div');
    place.className = 'gf-find';
    const label = Object.assign(document.createElement('label'), { htmlFor: `${name}-find`, textContent: 'Find a name in this list' });
    label.className = 'ds_hint-text';
    const field = Object.assign(document.createElement('input'), { id: `${name}-find`, type: 'search', className: 'ds_input', autocomplete: 'off' });
    const found = Object.assign(document.createElement('p'), { className: 'ds_hint-text' });
    found.setAttribute('role', 'status');
    place.append(label, field, found);
    group.before(place);
    field.addEventListener('input', (event) => {
      event.stopPropagation(); // it is no answer
      const wanted = field.value.trim().toLowerCase();
      let shown = 0;
      for (const box of boxes) {
        const fits = box.querySelector('input').checked || box.textContent.toLowerCase().includes(wanted);
        box.hidden = !fits;
        shown += fits;
      }
      found.textContent = wanted ? `${shown} of ${boxes.length} shown` : '';
    });
    field.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault());
  }
}
