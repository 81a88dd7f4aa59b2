import { useCallback } from 'react';
import { Alert, Select, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { EgressGatewaySummary } from '@meshport/backstage-plugin-mesh-common';
import { isForbidden, messageOf } from '../../../answers/failures';
import { useMeshAnswer } from '../../../answers/useMeshAnswer';
import { meshEgressApiRef } from '../../../api';
import { useWords } from '../../../words/useWords';
import { TryAgain } from '../../frame/ErrorState';
import { StatusIcon } from '../../parts/StatusIcon';
import { FormPart } from './FormPart';
import { MeshEgressGatewayPickerProps } from './schemas';
import { GatewayChoice } from './types';

/** A form field that offers the egress gateways made with Meshport. */
export function MeshEgressGatewayPicker(props: MeshEgressGatewayPickerProps) {
  const { formData, onChange, required, disabled, rawErrors, schema } = props;
  const { t } = useWords();
  const api = useApi(meshEgressApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.listGateways({ signal }),
    [api],
  );
  const { answer, error, retry, retrying } =
    useMeshAnswer<EgressGatewaySummary>(load);

  if (error && !answer) {
    const message = messageOf(error);
    return (
      <Alert
        status="danger"
        icon
        title={
          isForbidden(error)
            ? t('egressForm.gateway.forbidden', { message })
            : t('egressForm.gateway.error', { message })
        }
        customActions={<TryAgain onPress={retry} isPending={retrying} />}
      />
    );
  }
  const ours = (answer?.items ?? []).filter(one => one.ours);
  if (answer && ours.length === 0) {
    return <Alert status="warning" icon title={t('egressForm.gateway.none')} />;
  }
  const chosen = formData as GatewayChoice | undefined;
  const isUnknown =
    answer && chosen && !ours.some(one => keyOf(one) === keyOf(chosen));
  return (
    <FormPart>
      <Select
        label={schema.title ?? t('egressForm.gateway.label')}
        description={schema.description}
        placeholder={
          answer
            ? t('egressForm.gateway.choose')
            : t('egressForm.gateway.reading')
        }
        searchable
        isRequired={required}
        isDisabled={disabled || !answer}
        isInvalid={Boolean(isUnknown || rawErrors?.length)}
        options={ours.map(one => ({
          id: keyOf(one),
          label: `${one.name} (${t('egress.place', {
            namespace: one.namespace,
            cluster: one.cluster,
          })})`,
          description: one.upstreams.map(({ host }) => host).join(', '),
        }))}
        value={chosen ? keyOf(chosen) : null}
        onChange={key => {
          const found = ours.find(one => keyOf(one) === key);
          onChange(
            found && {
              cluster: found.cluster,
              namespace: found.namespace,
              name: found.name,
            },
          );
        }}
      />
      {isUnknown && (
        <Text as="p" variant="body-small" role="alert">
          <StatusIcon status="bad" />{' '}
          {t('egressForm.gateway.unknown', { name: chosen.name })}
        </Text>
      )}
    </FormPart>
  );
}

function keyOf({ cluster, namespace, name }: GatewayChoice): string {
  return `${cluster}/${namespace}/${name}`;
}
