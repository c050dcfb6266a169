/** Keeps every point of every series; drawing decimates, keeping never does. */
export interface SeriesStore {
  append(chartId: string, series: string, x: Float64Array, y: Float64Array): void;
  /** Views of the points so far; valid until the next append to that series. */
  points(chartId: string, series: string): { readonly x: Float64Array; readonly y: Float64Array };
  seriesNames(chartId: string): readonly string[];
  /** Calls back at most once an animation frame after appends; returns the way to stop. */
  subscribe(chartId: string, listener: () => void): () => void;
  drop(chartId: string): void;
  clear(): void;
}
