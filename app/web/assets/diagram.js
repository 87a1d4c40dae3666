// A diagram with where the case stands. The numbered list beside it says the same in words.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';

const READABLE = 0.6; // below this scale the names in the boxes cannot be read
const STRIDE = 200; // pixels that a press on Left, Right, Up or Down moves the drawing

async function draw(place) {
  if (place.dataset.drawn) return;
  place.dataset.drawn = 'yes';
  const reply = await fetch(place.dataset.diagram, { headers: { Accept: 'application/xml' } });
  if (!reply.ok) return say(place, 'The diagram cannot be shown just now. The list of steps says the same.');
  const canvasPlace = place.querySelector('.gf-diagram');
  // The wheel scrolls the page, as everywhere else; zooming has buttons.
  const viewer = new NavigatedViewer({ container: canvasPlace, zoomScroll: { enabled: false } });
  try {
    await viewer.importXML(await reply.text());
  } catch {
    return say(place, 'The diagram cannot be shown just now. The list of steps says the same.');
  }
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  for (const [id, mark] of JSON.parse(place.dataset.marks ?? '[]')) {
    if (registry.get(id) && mark !== 'to come') canvas.addMarker(id, `gf-mark-${mark}`);
  }
  fit(canvas, canvasPlace);
  const current = JSON.parse(place.dataset.marks ?? '[]').find(([id, mark]) => mark === 'current' && registry.get(id));
  if (canvas.zoom() < READABLE) closeUp(canvas, canvasPlace, registry.get(current?.[0]) ?? registry.find((one) => one.type === 'bpmn:StartEvent'));
  const svg = canvasPlace.querySelector('svg');
  svg.setAttribute('tabindex', '-1'); // without one Tab stops here all the same, for bpmn-js listens for the focus
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', place.dataset.label);
  for (const button of place.querySelectorAll('[data-move]')) {
    const [dx, dy] = button.dataset.move.split(',').map((way) => way * STRIDE);
    button.addEventListener('click', () => canvas.scroll({ dx, dy }));
  }
  for (const button of place.querySelectorAll('[data-zoom]')) {
    button.addEventListener('click', () => {
      if (button.dataset.zoom === 'fit') canvas.zoom('fit-viewport', 'auto');
      else canvas.zoom(Math.min(4, Math.max(0.2, canvas.zoom() * Number(button.dataset.zoom))));
    });
  }
  place.querySelector('.gf-diagram__zoom').hidden = false;
}

/** As high as the drawing needs at this width, so that there is little empty space around it. */
function fit(canvas, box) {
  const { inner } = canvas.viewbox();
  const height = (inner.height / inner.width) * box.clientWidth + 60;
  box.style.height = `${Math.min(640, Math.max(220, height))}px`;
  canvas.resized();
  canvas.zoom('fit-viewport', 'auto');
}

/** So large that names can be read, with this element in the middle as far as the drawing reaches. */
function closeUp(canvas, box, element) {
  box.style.height = '420px';
  canvas.resized();
  canvas.zoom(READABLE + 0.2);
  if (!element) return;
  const { inner, width, height } = canvas.viewbox();
  const within = (middle, size, from, whole) => Math.max(from - 20, Math.min(middle - size / 2, from + whole - size + 20));
  const x = within(element.x + element.width / 2, width, inner.x, inner.width);
  const y = within(element.y + element.height / 2, height, inner.y, inner.height);
  canvas.viewbox({ x, y, width, height });
}

function say(place, words) {
  const line = document.createElement('p');
  line.textContent = words;
  place.querySelector('.gf-diagram').replaceChildren(line);
}

// On narrow screens a diagram is too small to read: it stays folded until asked for. Elsewhere the first opens by itself.
for (const [number, place] of document.querySelectorAll('[data-diagram]').entries()) {
  const fold = place.closest('details');
  if (fold && number === 0 && window.matchMedia('(min-width: 60rem)').matches) fold.open = true;
  if (!fold || fold.open) draw(place);
  else fold.addEventListener('toggle', () => fold.open && draw(place));
}
