import type { PodAnswers, PodPort } from '../api/portForward';
import type { KubeObject } from '../objects';
import type { Store } from '../store/store';
import { istiodVersion } from './istiod';
import type { IstiodAuthorities } from './istiodAuthority';
import { istiodDebug } from './istiodDebug';
import { istiodText } from './istiodText';
import { serveIstiodTls } from './istiodTls';

const monitoring = 15014;
const signing = 15012;

/**
 * The ports of a simulated pod: of an istiod the one where it is watched and,
 * where it has something to sign by, the one where it signs.
 */
export function istiodPort(
  cluster: {
    name: string;
    store: Store;
    authorities: IstiodAuthorities;
    onError: (error: Error, item: string) => void;
  },
  pod: KubeObject,
  port: number,
): PodPort | undefined {
  const { name, store, authorities, onError } = cluster;
  if (!istiodVersion(pod)) return undefined;
  if (port === monitoring) {
    return { answer: path => monitored(store, name, pod, path) };
  }
  const authority = port === signing ? authorities.of(pod) : undefined;
  return (
    authority && {
      speak: stream => {
        serveIstiodTls(stream, pod, authority).catch(error => {
          onError(error, 'istiod');
          stream.destroy();
        });
      },
    }
  );
}

function monitored(
  store: Store,
  cluster: string,
  pod: KubeObject,
  path: string,
): ReturnType<PodAnswers> {
  const text = istiodText(store, pod, path);
  if (text !== undefined) {
    return { status: 200, contentType: 'text/plain', body: text };
  }
  const answer = istiodDebug(store, cluster, pod, path);
  return answer === undefined
    ? undefined
    : {
        status: 200,
        contentType: 'application/json',
        body: JSON.stringify(answer),
      };
}
