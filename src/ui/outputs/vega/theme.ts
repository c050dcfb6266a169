import type { Config } from 'vega';
import type { ChartTheme } from '../../../charts/theme';

/** The page's look for what a spec leaves open; understood by Vega and Vega-Lite alike. */
export function vegaConfig(theme: ChartTheme): Config {
  const text = { labelColor: theme.secondary, titleColor: theme.text, labelFont: theme.font, titleFont: theme.font };
  const [first = theme.text] = theme.series;
  return {
    background: 'transparent',
    title: { color: theme.text, subtitleColor: theme.secondary, font: theme.font, subtitleFont: theme.font },
    axis: { ...text, domainColor: theme.borderStrong, gridColor: theme.border, tickColor: theme.borderStrong },
    legend: text,
    style: {
      'guide-label': { fill: theme.secondary, font: theme.font },
      'guide-title': { fill: theme.text, font: theme.font },
      'group-title': { fill: theme.text, font: theme.font },
      // Marks that encode no colour, and the frame of a view.
      text: { fill: theme.text, font: theme.font },
      cell: { stroke: theme.border },
    },
    range: { category: [...theme.series] },
    ...Object.fromEntries(['arc', 'area', 'rect', 'shape', 'symbol', 'path'].map((mark) => [mark, { fill: first }])),
    line: { stroke: first },
    rule: { stroke: theme.secondary },
    trail: { fill: first },
  };
}
