/** What an AppProject permits its Applications: sources, destinations, kinds. */
export { permitsDestination } from './destination.ts';
export { permitsKind } from './kind.ts';
export { permitsSource } from './source.ts';
