// The drawing itself: bpmn-js, with our palette, our acts and only the attributes that our engine reads described to it.
import Modeler from 'bpmn-js/lib/Modeler';
import camunda from 'camunda-bpmn-moddle/resources/camunda.json';
import { Edits } from './designer-edits.js';
import { offers } from './designer-offers.js';
import { Places } from './designer-places.js';
import { Room } from './designer-room.js';
import { Values } from './designer-values.js';

const ours = { edits: ['type', Edits], room: ['type', Room], places: ['type', Places], values: ['type', Values] };

// Without defaults: what a file says in so many words is written again, also where Camunda would take it as said.
const types = camunda.types.map((type) => ({ ...type, properties: type.properties?.map(({ default: _, ...property }) => property) }));

/** @returns {Modeler} with the drawing in `place` still to be imported. */
export function modeler(place) {
  // The wheel scrolls the page, as everywhere else, until somebody has pressed into the drawing.
  const made = new Modeler({ container: place, zoomScroll: { enabled: false }, moddleExtensions: { camunda: { ...camunda, types } }, additionalModules: [ours, offers] });
  made.on('canvas.focus.changed', ({ focused }) => made.get('zoomScroll').toggle(focused));
  return made;
}

/** @returns {Promise<string[]>} what of the text could not be read. Rejects where it is no diagram at all. */
export async function load(modeler, xml) {
  const { warnings } = await modeler.importXML(xml);
  return warnings.map((one) => one.message);
}

export function label(modeler, words) {
  const svg = modeler.get('canvas').getContainer().querySelector('svg');
  svg.setAttribute('role', 'application');
  svg.setAttribute('aria-label', words);
}
