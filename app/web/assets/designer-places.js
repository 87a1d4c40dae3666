// Where a new step stands, and the course of the ways to it and from it: in the row of the step before, or in that of the
// step after, or in a row beside; always in the lane of its neighbour, never over anything else.
import { GAP, middle } from './designer-room.js';

const ASIDE = 30; // between the row of a step and the one beside it
const EDGE = 12; // between a step and the border of its lane

const right = (shape) => shape.x + shape.width;
const box = ({ x, y }, { width, height }) => ({ x: x - width / 2, y: y - height / 2, width, height });
const level = (from, to) => Math.abs(from.y - to.y) < 2;
const upright = (from, to) => Math.abs(from.x - to.x) < 2;
const plain = (points) => points.map(({ x, y }) => ({ x, y }));

export class Places {
  static $inject = ['room', 'elementRegistry'];

  constructor(room, elementRegistry) {
    Object.assign(this, { room, elementRegistry });
  }

  /** A place on a way: {at, to, on}: the middle, and the courses to the new step and on from it. */
  onWay(way, size) {
    const [first, second] = way.waypoints;
    if (level(first, second) && second.x > first.x) return this.along(way, size);
    return this.before(way, size) ?? this.aside(way, size);
  }

  /** Right of the step before, on the way as it leaves it. */
  along(way, size) {
    const from = right(way.source);
    const ahead = way.waypoints[1].x - from;
    const only = way.waypoints.length === 2;
    const needed = size.width + 2 * GAP;
    const x = from + (only && ahead > needed ? Math.min(ahead / 2, GAP * 2 + size.width / 2) : GAP + size.width / 2);
    const { y } = way.waypoints[0];
    const line = from + Math.min(GAP, ahead) / 2;
    if (ahead < needed) this.room.make(line, needed - ahead);
    let at = this.inLane(way.source, { x, y }, size);
    if (!this.room.free(box(at, size), [way, way.source, way.source.label])) {
      this.room.make(line, size.width + GAP);
      at = { x: from + GAP + size.width / 2, y: at.y };
    }
    const [start, ...rest] = plain(way.waypoints);
    return { at, to: [{ x: from, y: start.y }, { x: at.x - size.width / 2, y: start.y }], on: [{ x: at.x + size.width / 2, y: start.y }, ...rest] };
  }

  /** Left of the step after, where only this way comes in along its row. Undefined where others do. */
  before(way, size) {
    const [last, end] = way.waypoints.slice(-2);
    const { target } = way;
    if (!level(last, end) || last.x >= end.x || way.waypoints.length < 3) return undefined;
    const sameRow = (other) => other !== way && Math.abs(other.waypoints.at(-1).y - end.y) < 2 && other.waypoints.at(-1).x <= end.x + 1;
    if (target.incoming.some(sameRow)) return undefined;
    const needed = size.width + GAP + GAP / 2;
    if (end.x - last.x < needed) this.room.make(end.x - 1 - Math.min(10, (end.x - last.x) / 2), needed - (end.x - last.x));
    const spot = () => ({ x: target.x - GAP - size.width / 2, y: way.waypoints.at(-1).y });
    let at = this.inLane(target, spot(), size);
    if (!this.room.free(box(at, size), [way, target, target.label])) {
      this.room.make(target.x - 5, size.width + GAP);
      at = { ...spot(), y: at.y };
    }
    const points = plain(way.waypoints);
    const { y } = points.at(-1);
    return { at, to: [...points.slice(0, -1), { x: at.x - size.width / 2, y }], on: [{ x: at.x + size.width / 2, y }, points.at(-1)] };
  }

  /** In a row beside the step before; the way goes on from there along its old course. */
  aside(way, size) {
    const up = way.waypoints[1].y < way.waypoints[0].y;
    const { at, to } = this.beside(way.source, size, { up, but: [way] });
    const old = plain(way.waypoints);
    const { target } = way;
    const edge = (y) => ({ x: at.x, y: y < at.y ? at.y - size.height / 2 : at.y + size.height / 2 });
    if (old.length > 2 && upright(old[0], old[1])) {
      const y = Math.abs(old[1].y - at.y) < size.height / 2 + 5 ? at.y : old[1].y;
      const leave = y === at.y ? { x: at.x + Math.sign(old[2].x - at.x) * (size.width / 2), y } : edge(y);
      return { at, to, on: y === at.y ? [leave, { ...old[2], y }, ...old.slice(3)] : [leave, { x: at.x, y }, ...old.slice(2)] };
    }
    if (old.length > 2) return { at, to, on: undefined };
    const top = up ? target.y + target.height : target.y;
    const y = top + (up ? 20 : -20);
    return { at, to, on: [edge(y), { x: at.x, y }, { x: old[1].x, y }, { x: old[1].x, y: top }] };
  }

  /** A place for another way out of a step: in its row where that is free, else in a row above or below. */
  beside(source, size, { up, but = [] } = {}) {
    const from = right(source.host ?? source);
    const x = from + GAP + size.width / 2;
    const mid = middle(source);
    if (up === undefined && !source.host && !source.outgoing.some((way) => way.waypoints[1].x > from + 1 && level(way.waypoints[0], way.waypoints[1]))) {
      const at = this.inLane(source, { x, y: mid.y }, size);
      if (!this.free(at, size, source, but)) this.room.make(from + GAP / 2, size.width + GAP);
      return { at, to: [{ x: from, y: middle(source).y }, { x: at.x - size.width / 2, y: middle(source).y }] };
    }
    const y = this.row(source, x, size, { up, but });
    const leave = { x: middle(source).x, y: y < middle(source).y ? source.y : source.y + source.height };
    return { at: { x, y }, to: [leave, { x: leave.x, y }, { x: x - size.width / 2, y }] };
  }

  /** The row for a way aside: the middle's y, with room made where there is none. */
  row(source, x, size, { up, but }) {
    const bearer = source.host ?? source;
    const upper = up ?? (source.host ? middle(source).y < middle(bearer).y : false);
    const away = (down) => {
      const height = source.host ? bearer.height / 2 : Math.min(bearer.height / 2, 25);
      return middle(bearer).y + (down ? 1 : -1) * (source.host ? height + ASIDE + size.height / 2 : ASIDE + size.height / 2 + (height > 25 ? height : 0));
    };
    const rows = source.host ? [away(!upper)] : [away(!upper), away(upper)];
    const fits = (y) => this.free({ x, y }, size, source, but) && this.within(bearer, y, size);
    const found = rows.find(fits);
    if (found !== undefined) return found;
    const line = right(bearer) + GAP / 2;
    if (rows.some((y) => this.within(bearer, y, size))) {
      this.room.make(line, size.width + GAP);
      const second = rows.find(fits);
      if (second !== undefined) return second;
    } else this.room.make(line, size.width + GAP);
    return this.newRow(bearer, size, source.host && upper);
  }

  /** A row of its own under a step, or over it, which its lane is made taller for. */
  newRow(bearer, size, over) {
    const lane = this.around(bearer);
    const line = over ? bearer.y - 20 : bearer.y + bearer.height + 5;
    const inside = lane ? Math.max(lane.y + 1, Math.min(line, lane.y + lane.height - 1)) : line;
    this.room.make(inside, size.height + 2 * ASIDE, 'y');
    return inside + ASIDE + size.height / 2;
  }

  free(at, size, source, but) {
    return this.room.free(box(at, size), [source, source.label, source.host, ...but].filter(Boolean));
  }

  /** What a step may not stick out of: its lane, or the part or pool that it lies in; undefined on an open page. */
  around(neighbour) {
    const bearer = neighbour.host ?? neighbour;
    const holds = (one) => one.x <= bearer.x && one.y <= middle(bearer).y && right(one) >= bearer.x && one.y + one.height >= middle(bearer).y;
    const lanes = this.elementRegistry.filter((one) => one.type === 'bpmn:Lane' && holds(one) && bearer.parent?.type === 'bpmn:Participant');
    return lanes.sort((one, other) => one.height - other.height)[0] ?? (bearer.parent?.parent ? bearer.parent : undefined);
  }

  within(neighbour, y, size) {
    const lane = this.around(neighbour);
    return !lane || (y - size.height / 2 >= lane.y + EDGE && y + size.height / 2 <= lane.y + lane.height - EDGE);
  }

  /** The same place once the lane is tall enough for it: what is in the way above or below moves aside. */
  inLane(neighbour, { x, y }, size) {
    const lane = this.around(neighbour);
    if (!lane) return { x, y };
    const above = lane.y + EDGE - (y - size.height / 2);
    if (above > 0) this.room.make(Math.max(lane.y + 1, Math.min(neighbour.y, y - 40) - 5), above, 'y');
    const at = { x, y: y + Math.max(0, above) };
    const below = at.y + size.height / 2 + EDGE - (lane.y + lane.height);
    if (below > 0) this.room.make(Math.min(lane.y + lane.height - 1, at.y + 45), below, 'y');
    return at;
  }
}
