/** The sections of the tab in their order; the first needs no word in the address. */
export const SECTIONS = [
  'overview',
  'instances',
  'calls',
  'routes',
  'machines',
  'certificates',
  'findings',
  'requests',
] as const;

/** One section of the tab. */
export type TabSection = (typeof SECTIONS)[number];

/** The parameter of the address that names the section. */
export const SECTION_PARAMETER = 'section';

/** The section of an address; the first for a word that is none. */
export function readSection(parameters: URLSearchParams): TabSection {
  const wanted = parameters.get(SECTION_PARAMETER);
  return SECTIONS.find(one => one === wanted) ?? SECTIONS[0];
}
