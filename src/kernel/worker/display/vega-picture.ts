/** Draws specs to SVG text; loaded with the first one that is shown. */
import { compile, type TopLevelSpec } from 'vega-lite';
import { logger, None, parse, View, type Spec } from 'vega';
import type { Json } from '../../../base/json';

/** A picture on white, as other readers of the file show it. @throws Error saying what is wrong with the spec. */
export async function drawSvg(spec: Json, isLite: boolean): Promise<string> {
  // What Vega would warn of is said by the page, which draws the same spec.
  const quiet = logger(None);
  // Vega says itself what is wrong with a spec that is none.
  const vega = isLite ? compile(spec as unknown as TopLevelSpec, { logger: quiet }).spec : (spec as unknown as Spec);
  const view = new View(parse(vega, { background: 'white' }), { renderer: 'none', logger: quiet });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
