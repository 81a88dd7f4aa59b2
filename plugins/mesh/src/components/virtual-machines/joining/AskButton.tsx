import { useNavigate } from 'react-router-dom';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { CreateMeshRequest } from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../../answers/failures';
import { meshRequestsApiRef } from '../../../api';
import { requestRouteRef } from '../../../routes';
import { useWords } from '../../../words/useWords';
import { StateBlock } from '../../frame/StateBlock';
import { QuestionDialog } from '../../requests/QuestionDialog';
import { useAction } from '../../requests/useAction';

const nothing = () => {};

/** Asks for a further request with a reason, and leads to its page. */
export function AskButton(props: {
  request: CreateMeshRequest;
  opener: string;
  title: string;
  warning: string;
  action: string;
  isDestructive?: boolean;
}) {
  const { request, ...dialog } = props;
  const { t } = useWords();
  const api = useApi(meshRequestsApiRef);
  const navigate = useNavigate();
  const route = useRouteRef(requestRouteRef);
  const { run, error } = useAction(nothing, nothing);
  return (
    <>
      {error && (
        <div role="alert">
          <StateBlock status="bad" title={messageOf(error)} />
        </div>
      )}
      <div>
        <QuestionDialog
          {...dialog}
          label={t('joining.askReason')}
          onAnswer={reason =>
            run(async () => {
              const { id } = await api.create({
                ...request,
                ...(reason ? { reason } : {}),
              });
              if (route) {
                navigate(route({ id }));
              }
            })
          }
        />
      </div>
    </>
  );
}
