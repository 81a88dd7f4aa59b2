import { Text } from '@backstage/ui';
import { MeshVersion } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { AnswerCard, ReadAnswer } from '../frame/AnswerCard';
import { ScrollRegion } from '../parts/ScrollRegion';
import { titleOf } from '../version/verdict';
import styles from './tab.module.css';

const readVersion: ReadAnswer<MeshVersion> = (api, entityRef, options) =>
  api.getVersion(entityRef, options);

const runsNowhere = (items: MeshVersion[]) =>
  items.every(
    ({ membership, proxies }) =>
      membership === 'noWorkloads' && proxies.length === 0,
  );

/** How many instances run in each cluster, how many of them in the mesh, and with which proxies. */
export function InstancesSection() {
  const { t, count } = useWords();
  return (
    <AnswerCard<MeshVersion>
      title={t('tab.instances.title')}
      read={readVersion}
      rows={3}
      isEmpty={runsNowhere}
      empty={{
        title: t('tab.instances.empty.title'),
        titleIn: clusters => t('tab.instances.empty.titleIn', { clusters }),
        next: t('tab.instances.empty.next'),
      }}
    >
      {({ items, clusters }) => (
        <ScrollRegion label={t('tab.instances.title')}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('tab.instances.cluster')}</th>
                <th scope="col" className={styles.number}>
                  {t('tab.instances.total')}
                </th>
                <th scope="col" className={styles.number}>
                  {t('tab.instances.inMesh')}
                </th>
                <th scope="col">{t('tab.instances.proxies')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map(item => {
                const isKnown = item.membership !== 'unknown';
                return (
                  <tr key={item.cluster}>
                    <th scope="row">{titleOf(item.cluster, clusters)}</th>
                    {[item.instances.total, item.instances.inMesh].map(
                      (number, index) => (
                        <td key={index} className={styles.number}>
                          {isKnown ? count(number) : t('tab.instances.unknown')}
                        </td>
                      ),
                    )}
                    <td>
                      <Proxies item={item} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </AnswerCard>
  );
}

function Proxies({ item: { proxies } }: { item: MeshVersion }) {
  const { t, count } = useWords();
  return proxies.length === 0 ? (
    <>{t('tab.instances.none')}</>
  ) : (
    <>
      {proxies.map((group, index) => (
        <Text as="p" variant="body-small" key={index}>
          {t('tab.instances.one', {
            count: count(group.count),
            kind: t(`tab.instances.kind.${group.kind}`),
            version: group.version ?? t('tab.instances.unknownVersion'),
          })}
        </Text>
      ))}
    </>
  );
}
