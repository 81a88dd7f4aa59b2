import { Text } from '@backstage/ui';
import { EgressPreview } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import { CopyButton } from '../../parts/CopyButton';
import { PlannedObject } from '../../requests/PlannedObject';
import parts from '../../parts/parts.module.css';
import requests from '../../requests/requests.module.css';
import { ReviewPart } from './ReviewPart';
import styles from './form.module.css';

/** Every object that would be written or deleted, with what changes. */
export function PreviewObjects({ preview }: { preview: EgressPreview }) {
  const { t } = useWords();
  const { cluster, objects, deletes, helmValues } = preview;
  return (
    <>
      <ReviewPart title={t('egressForm.review.manifests')}>
        <ul className={requests.objects}>
          {objects.map(({ manifest, change }, index) => (
            <PlannedObject
              key={index}
              cluster={cluster}
              manifest={manifest}
              change={change}
            />
          ))}
        </ul>
      </ReviewPart>
      {deletes.length > 0 && (
        <ReviewPart title={t('egressForm.review.deleted')}>
          <ul className={styles.bullets}>
            {deletes.map(({ kind, namespace, name }) => (
              <li key={`${kind}/${namespace}/${name}`}>
                {kind}{' '}
                <span className={parts.mono}>
                  {namespace ? `${namespace}/${name}` : name}
                </span>
              </li>
            ))}
          </ul>
        </ReviewPart>
      )}
      {helmValues && (
        <ReviewPart title={t('egressForm.review.helm')}>
          <Text as="p" variant="body-small">
            {t('egressForm.review.helmMeans')}
          </Text>
          <div>
            <CopyButton text={helmValues} />
          </div>
          <pre className={parts.code}>{helmValues}</pre>
        </ReviewPart>
      )}
    </>
  );
}
