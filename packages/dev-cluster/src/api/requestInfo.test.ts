import { requestInfo } from './requestInfo';

describe('requestInfo', () => {
  it.each([
    ['GET', '/version', { isResource: false, verb: 'get' }],
    ['GET', '/apis/apps/v1', { isResource: false }],
    ['GET', '/api/v1/pods', { verb: 'list', resource: 'pods' }],
    [
      'GET',
      '/api/v1/namespaces/shop/pods?watch=true',
      { verb: 'watch', resource: 'pods', namespace: 'shop' },
    ],
    [
      'GET',
      '/api/v1/namespaces/shop',
      { verb: 'get', resource: 'namespaces', namespace: 'shop', name: 'shop' },
    ],
    [
      'PUT',
      '/api/v1/namespaces/shop/status',
      { verb: 'update', resource: 'namespaces', subresource: 'status' },
    ],
    [
      'PATCH',
      '/apis/apps/v1/namespaces/shop/deployments/web/scale',
      {
        group: 'apps',
        groupVersion: 'apps/v1',
        verb: 'patch',
        resource: 'deployments',
        name: 'web',
        subresource: 'scale',
      },
    ],
    [
      'DELETE',
      '/apis/networking.istio.io/v1/namespaces/shop/gateways',
      { verb: 'deletecollection', resource: 'gateways' },
    ],
    [
      'GET',
      '/api/v1/namespaces/istio-system/pods/istiod:15014/proxy/version',
      { name: 'istiod:15014', subresource: 'proxy', rest: 'version' },
    ],
    [
      'GET',
      '/api/v1/secrets?fieldSelector=metadata.name%3Dcacerts',
      { verb: 'list', name: 'cacerts' },
    ],
  ])('%s %s', (method, url, expected) => {
    expect(requestInfo(method, url)).toMatchObject(expected);
  });
});
