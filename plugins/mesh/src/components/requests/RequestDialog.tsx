import { useCallback, useState } from 'react';
import { Link, Text } from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { MeshRequestDetail } from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshRequestsApiRef } from '../../api';
import { requestRouteRef } from '../../routes';
import { StateBlock } from '../frame/StateBlock';
import { QuestionDialog } from './QuestionDialog';
import { useAction } from './useAction';

const NOTHING = () => {};

/** A button that asks for something of which all but the reason is known. */
export function RequestDialog(props: {
  kind: string;
  parameters: Record<string, unknown>;
  words: {
    open: string;
    title: string;
    warning: string;
    /** What is asked of the person. */
    reason: string;
    /** On the button that sends it. */
    ask: string;
    /** When it was asked. */
    asked: string;
    /** On the link to the request. */
    follow: string;
    /** Before the backend's own words. */
    refused: string;
  };
  isDestructive?: boolean;
}) {
  const { kind, parameters, words, isDestructive } = props;
  const api = useApi(meshRequestsApiRef);
  const page = useRouteRef(requestRouteRef);
  const [made, setMade] = useState<MeshRequestDetail>();
  // The same for every try, so that two of them make one request.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const onDone = useCallback((one: MeshRequestDetail) => setMade(one), []);
  const { run, error } = useAction<MeshRequestDetail>(onDone, NOTHING);
  if (made) {
    return (
      <StateBlock status="ok" title={words.asked}>
        {page && (
          <Link href={page({ id: made.id })} variant="body-small">
            {words.follow} →
          </Link>
        )}
      </StateBlock>
    );
  }
  return (
    <>
      {error && (
        <StateBlock status="warning" title={words.refused}>
          <Text as="p" variant="body-small">
            {messageOf(error)}
          </Text>
        </StateBlock>
      )}
      <div>
        <QuestionDialog
          opener={words.open}
          title={words.title}
          warning={words.warning}
          label={words.reason}
          action={words.ask}
          isRequired
          isDestructive={isDestructive}
          onAnswer={reason =>
            run(() => api.create({ kind, parameters, reason, idempotencyKey }))
          }
        />
      </div>
    </>
  );
}
