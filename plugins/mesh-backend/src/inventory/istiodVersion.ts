/**
 * The version in istiod's answer to `/version`: `VERSION-GITREV-STATUS`, where
 * the version may hold dashes itself (`1.31-dev`) and the revision may end in
 * `-dirty`. Source: istio/pkg/version, `BuildInfo.String`.
 *
 * @returns undefined for a text of another form
 */
export function parseIstiodVersion(text: string): string | undefined {
  const parts = text.trim().split('-');
  parts.pop();
  if (parts[parts.length - 1] === 'dirty') {
    parts.pop();
  }
  parts.pop();
  const version = parts.join('-');
  return /^\d+\.\d+/.test(version) ? version : undefined;
}
