import type { PlainObject } from '../../kubernetes/plain-json';

/** One panel of a dashboard, before it has its place. */
export interface GrafanaPanel {
  readonly title: string;
  /** Of the 24 columns. */
  readonly width: number;
  readonly height: number;
  readonly json: PlainObject;
}

/** One query, and what its series are called: a template such as `{{ray_pod}}`. */
export interface GrafanaQuery {
  readonly expr: string;
  readonly legend?: string;
}

/** From which value on a number has which colour. */
export interface GrafanaStep {
  readonly color: string;
  readonly from: number | null;
}

/** The data source is chosen in the dashboard. */
const DATASOURCE = { type: 'prometheus', uid: '$datasource' };
const COLUMNS = 24;

/** One number. */
export function statPanel(title: string, unit: string, expr: string, steps: readonly GrafanaStep[]): GrafanaPanel {
  const json = {
    type: 'stat',
    targets: targets([{ expr }], { instant: true }),
    fieldConfig: { defaults: { unit, noValue: 'none', thresholds: thresholds(steps) }, overrides: [] },
    options: { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'value', graphMode: 'none' },
  };
  return { title, width: 4, height: 4, json };
}

/** Lines over time. */
export function timePanel(title: string, unit: string, queries: readonly GrafanaQuery[]): GrafanaPanel {
  const json = {
    type: 'timeseries',
    targets: targets(queries, { range: true }),
    fieldConfig: { defaults: { unit, custom: { lineWidth: 1 } }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
  };
  return { title, width: 12, height: 8, json };
}

/** A row for each set of the labels that its queries have in common, and a column for each query. */
export function tablePanel(
  title: string,
  columns: { readonly [title: string]: { readonly expr: string; readonly unit: string } },
): GrafanaPanel {
  const entries = Object.entries(columns);
  const field = (index: number) => (entries.length === 1 ? 'Value' : `Value #${refId(index)}`);
  const names = Object.fromEntries(entries.map(([name], index) => [field(index), name]));
  const json = {
    type: 'table',
    targets: targets(
      entries.map(([, { expr }]) => ({ expr })),
      { instant: true, format: 'table' },
    ),
    transformations: [
      { id: 'merge', options: {} },
      { id: 'organize', options: { excludeByName: { Time: true }, renameByName: names } },
    ],
    fieldConfig: {
      defaults: {},
      overrides: entries.map(([name, { unit }]) => ({
        matcher: { id: 'byName', options: name },
        properties: [{ id: 'unit', value: unit }],
      })),
    },
    options: { showHeader: true },
  };
  return { title, width: 12, height: 8, json };
}

/** The panels from left to right and from top to bottom, each with a number and its place. */
export function laidOut(panels: readonly GrafanaPanel[]): PlainObject[] {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return panels.map(({ title, width, height, json }, index) => {
    if (x + width > COLUMNS) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    const gridPos = { x, y, w: width, h: height };
    x += width;
    rowHeight = Math.max(rowHeight, height);
    return { id: index + 1, title, datasource: DATASOURCE, gridPos, ...json };
  });
}

function targets(queries: readonly GrafanaQuery[], kind: PlainObject): PlainObject[] {
  return queries.map(({ expr, legend }, index) => ({
    refId: refId(index),
    datasource: DATASOURCE,
    expr,
    ...(legend === undefined ? {} : { legendFormat: legend }),
    ...kind,
  }));
}

function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

function thresholds(steps: readonly GrafanaStep[]): PlainObject {
  return { mode: 'absolute', steps: steps.map(({ color, from }) => ({ color, value: from })) };
}
