/** SVG, by what it tries; each also as one that takes the colour of the text, which is drawn in the page. */
const svg = (inside: string, attributes = ''): string => `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" ${attributes}>${inside}</svg>`;

const DRAWINGS: Readonly<Record<string, string>> = {
  script: svg('<script>hit()</script>'),
  'script of another site': svg('<script href="https://canary.test/a.js" xlink:href="https://canary.test/b.js"/>'),
  'script in CDATA': svg('<script><![CDATA[hit()]]></script>'),
  'load handler': svg('<rect width="9" height="9"/>', 'onload="hit()"'),
  'click handlers': svg('<g onclick="hit()" onmouseover="hit()" onfocusin="hit()"><text y="9">x</text></g>'),
  'begin and end of an animation': svg('<animate onbegin="hit()" onend="hit()" attributeName="x" dur="1ms"/><set onbegin="hit()" attributeName="x" to="1"/>'),
  'animation of a link': svg('<a id="l"><animate attributeName="href" values="javascript:hit()"/><text y="9">x</text></a>'),
  'animation of a link by xlink': svg('<a><animate attributeName="xlink:href" from="#" to="javascript:hit()" begin="0s" fill="freeze"/><text y="9">x</text></a>'),
  'setting of a link': svg('<a><set attributeName="href" to="javascript:hit()"/><text y="9">x</text></a>'),
  'setting of a handler': svg('<rect width="9" height="9"><set attributeName="onmouseover" to="hit()"/></rect>'),
  'link with javascript': svg('<a href="javascript:hit()"><text y="9">x</text></a><a xlink:href="javascript:hit()"><text y="9">y</text></a>'),
  'link that leaves': svg('<a xlink:href="https://canary.test/svg" target="_top"><text y="9">x</text></a><a href="https://canary.test/svg2"><text y="9">y</text></a>'),
  'use of another file': svg('<use href="https://canary.test/a.svg#x"/><use xlink:href="https://canary.test/b.svg#x"/>'),
  'use of data': svg('<use href="data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIGlkPSJ4Ij48c2NyaXB0PmhpdCgpPC9zY3JpcHQ+PC9zdmc+#x"/>'),
  image: svg('<image href="https://canary.test/a.png" width="9" height="9"/><image xlink:href="https://canary.test/b.png" width="9" height="9"/>'),
  'image in a filter': svg('<filter id="f"><feImage href="https://canary.test/f.png"/></filter><rect filter="url(#f)" width="9" height="9"/>'),
  'paint from elsewhere': svg('<rect width="9" height="9" fill="url(https://canary.test/a.svg#g)" filter="url(https://canary.test/f.svg#f)" mask="url(https://canary.test/m.svg#m)" clip-path="url(https://canary.test/c.svg#c)" cursor="url(https://canary.test/c.png),auto"/>'),
  'style that imports': svg('<style>@import url(https://canary.test/a.css); rect { fill: url("https://canary.test/b.svg#g") }</style><rect width="9" height="9"/>'),
  'style by an instruction': `<?xml-stylesheet href="https://canary.test/a.css"?>${svg('<text y="9">x</text>')}`,
  'entities of a document type': `<!DOCTYPE svg [<!ENTITY x SYSTEM "https://canary.test/x"><!ENTITY y "<script>hit()</script>">]>${svg('<text y="9">&x;&y;</text>')}`,
  'foreign content': svg('<foreignObject width="9" height="9"><body xmlns="http://www.w3.org/1999/xhtml" onload="hit()"><script>hit()</script><iframe src="https://canary.test/f"/><img src="https://canary.test/i.png" onerror="hit()"/></body></foreignObject>'),
  'handler after a foreign end': svg('<desc><style></desc><img src=x onerror=hit()></style>'),
  'text path, pattern and gradient from elsewhere': svg('<text><textPath href="https://canary.test/p.svg#p">x</textPath></text><linearGradient href="https://canary.test/g.svg#g"/><pattern xlink:href="https://canary.test/q.svg#q"/>'),
  'discard and handler': svg('<discard begin="0s" onend="hit()"/><handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">hit()</handler>'),
};

const CURRENT = '<g fill="currentColor"/>';

export const HOSTILE_DRAWINGS: Readonly<Record<string, string>> = {
  ...DRAWINGS,
  ...Object.fromEntries(Object.entries(DRAWINGS).map(([name, text]) => [`${name}, in the colour of the text`, text.replace('</svg>', `${CURRENT}</svg>`)])),
};
