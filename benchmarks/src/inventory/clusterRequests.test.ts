import { isOfNoView } from './clusterRequests';

it.each([
  ['GET /version', true],
  ['GET /api/v1/pods?allowWatchBookmarks=true&watch=true', true],
  [
    'GET /api/v1/namespaces/istio-system/pods/istiod-1:15014/proxy/version',
    true,
  ],
  ['GET /api/v1/pods?limit=500', false],
  ['GET /api/v1/namespaces/shop/pods/version', false],
  ['GET /api/v1/pods?labelSelector=watch%3Dtrue', false],
])('%s', (request, expected) => {
  expect(isOfNoView(request)).toBe(expected);
});
