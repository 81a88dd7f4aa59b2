import {
  DiscoveryNamespace,
  DiscoveryScope,
} from '@meshport/backstage-plugin-mesh-common';
import { Translate, useWords } from '../../words/useWords';
import styles from '../mutual-tls/scope.module.css';
import { ScrollRegion } from '../parts/ScrollRegion';
import { Section } from '../requests/Section';

function contents(one: DiscoveryNamespace, t: Translate): string {
  const { services, pods, machines, configuration } = one;
  const objects = Object.values(configuration).reduce((a, b) => a + b, 0);
  const parts = [
    [services.length, 'scope.discovery.services'],
    [pods.inMesh, 'scope.discovery.inMesh'],
    [pods.outside, 'scope.discovery.outside'],
    [machines, 'scope.discovery.machines'],
    [objects, 'scope.discovery.objects'],
  ] as const;
  return (
    parts
      .filter(([count]) => count > 0)
      .map(([count, words]) => t(words, { count }))
      .join(', ') || t('scope.discovery.nothing')
  );
}

/** Every namespace, whether istiod watches it, and what is in it. */
export function NamespaceTable({ scope }: { scope: DiscoveryScope }) {
  const { t } = useWords();
  const { namespaces, proposed } = scope;
  const yes = (is: boolean) =>
    t(is ? 'scope.discovery.yes' : 'scope.discovery.no');
  return (
    <Section title={t('scope.discovery.namespaces')}>
      <ScrollRegion label={t('scope.discovery.namespaces')}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('scope.discovery.name')}</th>
              <th scope="col">{t('scope.discovery.watched')}</th>
              {proposed && <th scope="col">{t('scope.discovery.then')}</th>}
              <th scope="col">{t('scope.discovery.what')}</th>
              <th scope="col">{t('scope.discovery.roots')}</th>
            </tr>
          </thead>
          <tbody>
            {namespaces.map(one => (
              <tr key={one.name}>
                <th scope="row">{one.name}</th>
                <td>{yes(one.now)}</td>
                {proposed && <td>{yes(one.then)}</td>}
                <td className={styles.wide}>{contents(one, t)}</td>
                <td className={styles.wide}>
                  {t(
                    one.rootCertificate
                      ? 'scope.discovery.rootsKept'
                      : 'scope.discovery.rootsMissing',
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </Section>
  );
}
