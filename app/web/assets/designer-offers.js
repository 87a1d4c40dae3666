// bpmn-js's own palette, pad and menu, with only what the engine runs and in our words.
import { KIND, KINDS, kindOf } from './designer-kinds.js';

const PALETTE = [
  ['event', ['start', 'time', 'message', 'end']],
  ['activity', ['person', 'operation', 'rule', 'call', 'part']],
  ['gateway', ['choice', 'all', 'several', 'first']],
];
const PAD = ['person', 'choice', 'time', 'end'];
const AFTER_FIRST = ['time', 'message', 'condition', 'signal']; // what may follow “whatever comes first”

/** How bpmn-js is told to make an element of one of our kinds. Activities are as wide as in the diagrams shipped. */
export function shape({ type, event, attrs, family }) {
  const size = family === 'step' && !attrs ? { width: 150, height: 80 } : {};
  return { type, ...(event && { eventDefinitionType: event }), ...attrs, ...size };
}

class Palette {
  static $inject = ['palette', 'create', 'elementFactory', 'spaceTool', 'lassoTool', 'handTool', 'globalConnect'];

  constructor(palette, create, elementFactory, spaceTool, lassoTool, handTool, globalConnect) {
    Object.assign(this, { create, elementFactory, spaceTool, lassoTool, handTool, globalConnect });
    palette.registerProvider(this);
  }

  getPaletteEntries() {
    const tool = (icon, title, click) => ({ group: 'tools', className: `bpmn-icon-${icon}`, title, action: { click } });
    const entries = {
      'hand-tool': tool('hand-tool', 'Move the whole drawing', (event) => this.handTool.activateHand(event)),
      'lasso-tool': tool('lasso-tool', 'Select several steps', (event) => this.lassoTool.activateSelection(event)),
      'space-tool': tool('space-tool', 'Make room, or take it away', (event) => this.spaceTool.activateSelection(event)),
      'connect-tool': tool('connection-multi', 'Draw a way from one step to another', (event) => this.globalConnect.start(event)),
      'tool-separator': { group: 'tools', separator: true },
    };
    for (const [group, keys] of PALETTE) {
      for (const key of keys) entries[`create.${key}`] = this.entry(group, KIND[key]);
    }
    return entries;
  }

  entry(group, kind) {
    const begin = (event) => this.create.start(event, made(this.elementFactory, kind), { kind });
    return { group, className: `bpmn-icon-${kind.icon}`, title: kind.words, action: { dragstart: begin, click: begin } };
  }
}

/** The elements that a kind is made of: a part comes with its own start. */
function made(factory, kind) {
  const one = factory.createShape(shape(kind));
  if (kind.key !== 'part') return one;
  return [one, factory.createShape({ type: 'bpmn:StartEvent', x: 40, y: 82, parent: one })];
}

class Pad {
  static $inject = ['contextPad', 'connect', 'create', 'elementFactory', 'popupMenu', 'edits', 'directEditing'];

  constructor(contextPad, connect, create, elementFactory, popupMenu, edits, directEditing) {
    Object.assign(this, { contextPad, connect, create, elementFactory, popupMenu, edits, directEditing });
    contextPad.registerProvider(500, this); // after bpmn-js's own, whose entries it sorts out
  }

  getMultiElementContextPadEntries() {
    return ({ delete: remove, ...rest }) => ({ ...rest, ...(remove && { delete: { ...remove, title: 'Remove' } }) });
  }

  getContextPadEntries(element) {
    const bo = element.businessObject;
    if (element.type === 'label' || !bo.$instanceOf('bpmn:FlowNode')) return lanesOnly;
    const entries = {};
    if (!bo.$instanceOf('bpmn:EndEvent')) {
      const next = bo.$type === 'bpmn:EventBasedGateway' ? AFTER_FIRST : PAD;
      for (const key of next) entries[`append.${key}`] = this.append(KIND[key]);
      const start = (event, from) => this.connect.start(event, from);
      entries.connect = { group: 'connect', className: 'bpmn-icon-connection-multi', title: 'Draw a way to another step', action: { click: start, dragstart: start } };
    }
    if (become(element).length) entries.replace = this.replace();
    entries.delete = { group: 'edit', className: 'bpmn-icon-trash', title: 'Remove', action: { click: () => this.edits.remove(element) } };
    return () => entries;
  }

  append(kind) {
    const click = (_, element) => this.directEditing.activate(this.edits.after(element, kind));
    const dragstart = (event, element) => this.create.start(event, made(this.elementFactory, kind), { source: element });
    return { group: 'model', className: `bpmn-icon-${kind.icon}`, title: `Add after this: ${kind.words}`, action: { click, dragstart } };
  }

  replace() {
    const click = (event, element) => {
      const { left, bottom } = (event.delegateTarget ?? event.target).getBoundingClientRect();
      this.popupMenu.open(element, 'bpmn-replace', { x: left, y: bottom + 5, cursor: { x: event.x, y: event.y } }, { title: 'Make this a …', width: 300 });
    };
    return { group: 'edit', className: 'bpmn-icon-screw-wrench', title: 'Make this something else', action: { click } };
  }
}

/** Of bpmn-js's own entries, those about lanes, and removing. */
const lanesOnly = (entries) =>
  Object.fromEntries(
    Object.entries(entries)
      .filter(([key]) => key === 'delete' || key.startsWith('lane-'))
      .map(([key, entry]) => [key, key === 'delete' ? { ...entry, title: 'Remove' } : entry]),
  );

/** The kinds that an element may be turned into. A start inside a part is plain, as the part begins when its turn comes. */
export function become(element) {
  const bo = element.businessObject;
  const kind = kindOf(bo);
  const family = kind?.family ?? (bo.$instanceOf('bpmn:Activity') ? 'step' : bo.$instanceOf('bpmn:Gateway') ? 'gateway' : undefined);
  if (!family || bo.triggeredByEvent || (family === 'start' && bo.$parent.$type === 'bpmn:SubProcess')) return [];
  return KINDS.filter((other) => other.family === family && other !== kind);
}

class Menu {
  static $inject = ['popupMenu', 'edits'];

  constructor(popupMenu, edits) {
    this.edits = edits;
    popupMenu.registerProvider('bpmn-replace', this);
  }

  getPopupMenuEntries(element) {
    if (Array.isArray(element)) return {};
    const entry = (kind) => [`become-${kind.key}`, { label: kind.words, className: `bpmn-icon-${kind.icon}`, action: () => this.edits.become(element, kind) }];
    return Object.fromEntries(become(element).map(entry));
  }
}

/** A new step dropped on a way goes into the flow there, with room made for it; its name can be typed at once. */
class Drop {
  static $inject = ['eventBus', 'edits', 'directEditing'];

  constructor(eventBus, edits, directEditing) {
    eventBus.on('create.end', 1200, (event) => {
      const { hover, context: { kind } } = event;
      const between = hover?.type === 'bpmn:SequenceFlow' && kind && ['step', 'gateway', 'middle'].includes(kind.family);
      if (!between) return undefined;
      event.stopPropagation();
      directEditing.activate(edits.onWay(hover, kind));
      return false;
    });
  }
}

/** For bpmn-js: what stands in the place of its own services. */
export const offers = {
  __init__: ['ourPad', 'drop'],
  paletteProvider: ['type', Palette],
  replaceMenuProvider: ['type', Menu],
  ourPad: ['type', Pad],
  drop: ['type', Drop],
};
