import { EVERY_SOURCE, schemaFolder } from './schema-sources';

/** Runs once, before all tests: without all schemas there is nothing that a test could say. */
export default function requireEverySchema(): void {
  EVERY_SOURCE.forEach(schemaFolder);
}
