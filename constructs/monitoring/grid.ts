/**
 * Columns of a dashboard.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export const COLUMNS = 24;

/** Widgets beside each other. */
export interface Row<T> {
  /** Height in grid units, 1–1000. */
  readonly height: number;
  readonly widgets: readonly T[];
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Widgets of a row side by side while each gets this many columns; more of them go to the next line. */
const NARROWEST = 6;

/**
 * Rows below each other, widgets of a row sharing its width: nothing overlaps, no row has a gap. A row with more
 * widgets than fit goes on in the next line.
 */
export function layOut<T>(rows: readonly Row<T>[]): (Place & { readonly widget: T })[] {
  const placed: (Place & { readonly widget: T })[] = [];
  let y = 0;
  for (const { height, widgets } of rows) {
    for (const line of linesOf(widgets)) {
      line.forEach((widget, index) => {
        const x = Math.floor((index * COLUMNS) / line.length);
        const width = Math.floor(((index + 1) * COLUMNS) / line.length) - x;
        placed.push({ x, y, width, height, widget });
      });
      y += height;
    }
  }
  return placed;
}

/** As few lines as possible, about equally full. */
function linesOf<T>(widgets: readonly T[]): T[][] {
  const lines = Math.ceil(widgets.length / (COLUMNS / NARROWEST));
  return Array.from({ length: lines }, (_, line) =>
    widgets.slice(
      Math.floor((line * widgets.length) / lines),
      Math.floor(((line + 1) * widgets.length) / lines),
    ),
  );
}
