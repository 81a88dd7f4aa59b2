import { Link } from '@backstage/ui';
import {
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { getEntityRelations, useEntity } from '@backstage/plugin-catalog-react';
import { PolicyReport } from '@meshport/backstage-plugin-mesh-common';
import { useTemplateForm } from '../../answers/useTemplateForm';
import { useWords } from '../../words/useWords';

/** Where the template that comes with Meshport is in a catalog. */
export const EGRESS_TEMPLATE = 'template:default/egress-gateway';

/** The way to ask for an egress gateway, where its template is registered. */
export function EgressRequest(props: {
  /** Where the component runs. */
  report: Pick<PolicyReport, 'cluster' | 'namespace'>;
}) {
  const { report } = props;
  const { t } = useWords();
  const { entity } = useEntity();
  const [owner] = getEntityRelations(entity, RELATION_OWNED_BY);
  const href = useTemplateForm(EGRESS_TEMPLATE, {
    cluster: report.cluster,
    namespace: report.namespace,
    component: stringifyEntityRef(entity),
    ...(owner ? { owner: stringifyEntityRef(owner) } : {}),
  });
  return href ? (
    <span>
      <Link href={href} variant="body-small">
        {t('policies.egress.request')} →
      </Link>
    </span>
  ) : null;
}
