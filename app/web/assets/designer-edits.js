// What a designer asks for, each as one act that can be undone at once: add a step where it belongs in the flow, lead a
// way somewhere, remove a step and mend the flow around it, stand it in another lane, make it something else.
import { shape } from './designer-offers.js';
import { GAP, middle } from './designer-room.js';

const FLOW = 'bpmn:SequenceFlow';
export const ways = (element) => (element.outgoing ?? []).filter((one) => one.type === FLOW);
export const arrivals = (element) => (element.incoming ?? []).filter((one) => one.type === FLOW);
const onlyOne = (list) => (list.length === 1 ? list[0] : undefined);

export class Edits {
  static $inject = ['modeling', 'commandStack', 'selection', 'bpmnReplace', 'room', 'places', 'rules'];

  constructor(modeling, commandStack, selection, bpmnReplace, room, places, rules) {
    Object.assign(this, { modeling, commandStack, selection, bpmnReplace, room, places, rules });
    commandStack.registerHandler('girfec.together', Together);
  }

  /** Do several things as one, for undo. Gives what `act` gives. */
  together(act) {
    const context = { act };
    this.commandStack.execute('girfec.together', context);
    return context.result;
  }

  /** Add a step after another: on its way where it has one, else as a new way out of it. Gives the step. */
  after(element, kind, name = '') {
    if (kind.family === 'edge') return this.atEdge(element, kind, name);
    const way = onlyOne(ways(element));
    const inFlow = way && kind.family !== 'end' && !element.businessObject.$instanceOf('bpmn:Gateway');
    return inFlow ? this.onWay(way, kind, name) : this.branch(element, kind, name);
  }

  /** Put a step on a way, between the two that it joins. */
  onWay(way, kind, name = '') {
    const { source, target } = way;
    return this.done(() => {
      const { at, to, on } = this.places.onWay(way, this.size(kind));
      const made = this.create(kind, name, at, home(source));
      this.modeling.reconnectEnd(way, made, middle(made));
      const rest = this.modeling.connect(made, target, { type: FLOW });
      this.course(way, to);
      if (on) this.course(rest, on);
      return made;
    });
  }

  /** Add a step at the end of a new way out of another. */
  branch(element, kind, name = '') {
    return this.done(() => {
      const { at, to } = this.places.beside(element, this.size(kind));
      const made = this.create(kind, name, at, home(element));
      this.course(this.modeling.connect(element, made, { type: FLOW }), to);
      return made;
    });
  }

  course(way, points) {
    this.modeling.updateWaypoints(way, points.filter((point, index) => !index || point.x !== points[index - 1].x || point.y !== points[index - 1].y));
  }

  /** Add what may happen while a step is open. */
  atEdge(element, kind, name) {
    return this.done(() => {
      const taken = element.attachers.length;
      const at = { x: element.x + element.width - 30 - 44 * taken, y: element.y + element.height };
      const made = this.modeling.createShape(shape(kind), at, element, { attach: true });
      if (name) this.modeling.updateLabel(made, name);
      return made;
    });
  }

  /** Draw a way from one step to another. Gives the way, undefined where none may be drawn. */
  connect(from, to) {
    if (!this.rules.allowed('connection.create', { source: from, target: to })) return undefined;
    return this.together(() => this.modeling.connect(from, to, { type: FLOW }));
  }

  /** Lead a way to another step than before. */
  lead(way, to) {
    this.together(() => {
      this.modeling.reconnectEnd(way, to, middle(to));
      this.modeling.layoutConnection(way);
    });
  }

  /** Remove a step or way; what led to a step then leads to what came after it. Gives the ways that were lost. */
  remove(element) {
    if (element.waypoints) return this.together(() => (this.modeling.removeElements([element]), []));
    const out = ways(element);
    const usual = out.find((way) => way.businessObject === element.businessObject.default) ?? out[0];
    const next = usual?.target === element ? undefined : usual?.target;
    return this.together(() => {
      const mended = next ? arrivals(element).filter((way) => way.source !== element) : [];
      if (next && mended.length) this.modeling.removeElements([usual]);
      for (const way of mended) {
        if (ways(way.source).some((other) => other !== way && other.target === next)) continue;
        this.modeling.reconnectEnd(way, next, middle(next));
        this.modeling.layoutConnection(way);
      }
      this.modeling.removeElements([element]);
      return out.filter((way) => way !== usual);
    });
  }

  become(element, kind) {
    const { type, event, attrs } = kind;
    const target = { type, ...(event && { eventDefinitionType: event }), ...attrs };
    const made = this.together(() => {
      const one = this.bpmnReplace.replaceElement(element, target);
      if (one.businessObject.isForCompensation) this.modeling.updateProperties(one, { isForCompensation: undefined });
      return one;
    });
    this.selection.select(made);
    return made;
  }

  /** Stand a step in another lane, straight above or below, or right of what is there already. */
  toLane(element, lane) {
    this.together(() => {
      const dy = Math.round(lane.y + lane.height / 2 - middle(element).y);
      const box = { x: element.x, y: element.y + dy, width: element.width, height: element.height };
      const inTheWay = this.room.shapesIn(box, [element, element.label, ...element.attachers]);
      const line = Math.max(...inTheWay.map((one) => one.x + one.width)) + GAP / 2;
      if (inTheWay.length) this.room.make(line, element.width + GAP);
      const dx = inTheWay.length ? line + GAP / 2 - element.x : 0;
      this.modeling.moveElements([element], { x: dx, y: dy }, lane.parent);
      for (const way of [...element.incoming, ...element.outgoing]) this.modeling.layoutConnection(way);
    });
  }

  size(kind) {
    if (kind.family === 'step') return kind.key === 'part' ? { width: 350, height: 200 } : { width: 150, height: 80 };
    return kind.family === 'gateway' ? { width: 50, height: 50 } : { width: 36, height: 36 };
  }

  create(kind, name, at, parent) {
    const made = this.modeling.createShape(shape(kind), at, parent);
    if (kind.key === 'part') this.furnish(made);
    if (name) this.modeling.updateLabel(made, name);
    return made;
  }

  /** A new part has a start and an end of its own. */
  furnish(part) {
    const y = middle(part).y;
    const start = part.children.find((one) => one.type === 'bpmn:StartEvent') ?? this.modeling.createShape({ type: 'bpmn:StartEvent' }, { x: part.x + 58, y }, part);
    const end = this.modeling.createShape({ type: 'bpmn:EndEvent' }, { x: part.x + part.width - 58, y }, part);
    this.modeling.connect(start, end, { type: FLOW });
  }

  done(act) {
    const made = this.together(act);
    this.selection.select(made);
    return made;
  }
}

/** What a new step belongs to: what its neighbour lies in. Lanes follow from where it stands. */
const home = (neighbour) => (neighbour.host ?? neighbour).parent;

/** Several commands as one. */
class Together {
  preExecute(context) {
    context.result = context.act();
  }

  execute() {
    return [];
  }

  revert() {
    return [];
  }
}
