import type { Config } from 'vega';
import type { Config as LiteConfig } from 'vega-lite';
import type { ChartTheme } from '../../../charts/theme';

/** The page's look for what a spec leaves open. */
export function vegaConfig(theme: ChartTheme): Config {
  const { mark, ...shared } = sharedConfig(theme);
  return {
    ...shared,
    ...Object.fromEntries(['arc', 'area', 'rect', 'shape', 'symbol', 'path', 'trail'].map((name) => [name, { fill: mark.color }])),
    line: { stroke: mark.color },
    rule: { stroke: theme.secondary },
  };
}

export const liteConfig = (theme: ChartTheme): LiteConfig => ({ ...sharedConfig(theme), rule: { color: theme.secondary }, text: { color: theme.text } });

function sharedConfig(theme: ChartTheme) {
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
      text: { fill: theme.text, font: theme.font },
      cell: { stroke: theme.border },
    },
    range: { category: [...theme.series] },
    mark: { color: first },
  };
}
