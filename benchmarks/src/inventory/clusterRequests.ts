/**
 * Whether a request to a cluster would be made without any view: the sign of
 * life, a watch that is opened anew, and the question to istiod for its
 * version, all of which come by the clock.
 *
 * @param request - `METHOD /path?query`
 */
export function isOfNoView(request: string): boolean {
  return (
    request === 'GET /version' ||
    /[?&]watch=true/.test(request) ||
    /^GET \/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/proxy\/version$/.test(
      request,
    )
  );
}
