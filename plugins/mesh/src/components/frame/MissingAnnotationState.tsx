import { Entity } from '@backstage/catalog-model';
import { Link, Text } from '@backstage/ui';
import {
  KUBERNETES_ID_ANNOTATION,
  KUBERNETES_NAMESPACE_ANNOTATION,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import parts from '../parts/parts.module.css';
import { StateBlock } from './StateBlock';

const DOCUMENTATION =
  'https://backstage.io/docs/features/kubernetes/configuration#surfacing-your-kubernetes-components-as-part-of-an-entity';

/** The catalog does not say which workloads are the entity's: how to say it. */
export function MissingAnnotationState({ entity }: { entity: Entity }) {
  const { t } = useWords();
  const { name } = entity.metadata;
  return (
    <>
      <StateBlock status="off" title={t('frame.annotation.title')}>
        <Text as="p" variant="body-small">
          {t('frame.annotation.next')}
        </Text>
      </StateBlock>
      <pre className={parts.code}>
        {[
          'metadata:',
          '  annotations:',
          `    ${KUBERNETES_ID_ANNOTATION}: ${name}`,
          `    ${KUBERNETES_NAMESPACE_ANNOTATION}: my-namespace`,
        ].join('\n')}
      </pre>
      <Link href={DOCUMENTATION} target="_blank" variant="body-small">
        {t('frame.annotation.more')}
      </Link>
    </>
  );
}
