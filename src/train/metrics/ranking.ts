/** Areas under curves, exactly: by the ranks of all scores, in 64-bit numbers. */

/** Examples of one question: is it this class? */
export interface Ranked {
  readonly scores: ArrayLike<number>;
  readonly isPositive: (index: number) => boolean;
  readonly weights: ArrayLike<number>;
}

/** Weights of the positives and negatives that share a score, highest score first. */
function* ties({ scores, isPositive, weights }: Ranked): Generator<readonly [positive: number, negative: number]> {
  const order = Array.from(scores, (_, index) => index).sort((a, b) => (scores[b] as number) - (scores[a] as number));
  let [positive, negative] = [0, 0];
  for (let place = 0; place < order.length; place++) {
    const index = order[place] as number;
    const weight = weights[index] as number;
    if (isPositive(index)) positive += weight;
    else negative += weight;
    const next = order[place + 1];
    if (next !== undefined && scores[next] === scores[index]) continue;
    yield [positive, negative];
    positive = negative = 0;
  }
}

/**
 * The area under the receiver operating characteristic: the share of pairs of a positive and a negative in which the
 * positive has the higher score, ties counting half (Mann and Whitney). NaN where either is missing. O(n log n).
 */
export function rocArea(ranked: Ranked): number {
  let [positives, negatives, area] = [0, 0, 0];
  for (const [positive, negative] of ties(ranked)) {
    area += negative * (positives + positive / 2);
    positives += positive;
    negatives += negative;
  }
  return area / (positives * negatives);
}

/**
 * Average precision, Σ (recallₙ - recallₙ₋₁) · precisionₙ over the distinct scores, as scikit-learn's
 * `average_precision_score`: the area under the precision-recall curve in steps, without the optimism of straight lines
 * between its points (Davis and Goadrich, ICML 2006). NaN without positives.
 */
export function averagePrecision(ranked: Ranked): number {
  let [positives, all, area] = [0, 0, 0];
  for (const [positive, negative] of ties(ranked)) {
    positives += positive;
    all += positive + negative;
    if (all > 0) area += (positive * positives) / all;
  }
  return area / positives;
}
