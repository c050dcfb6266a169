export const namespaces = {
  html: 'http://www.w3.org/1999/xhtml',
  svg: 'http://www.w3.org/2000/svg',
  xlink: 'http://www.w3.org/1999/xlink',
  xml: 'http://www.w3.org/XML/1998/namespace',
  xmlns: 'http://www.w3.org/2000/xmlns/',
  mathml: 'http://www.w3.org/1998/Math/MathML',
} as const;

/** The name that an attribute is written with: libraries give `href` and its namespace. */
export function qualifiedName(namespace: string | null, name: string): string {
  if (name.includes(':')) return name;
  switch (namespace) {
    case namespaces.xlink:
      return `xlink:${name}`;
    case namespaces.xml:
      return `xml:${name}`;
    case namespaces.xmlns:
      return name === 'xmlns' ? name : `xmlns:${name}`;
    default:
      return name;
  }
}
