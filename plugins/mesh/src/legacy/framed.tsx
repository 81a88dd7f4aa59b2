import { ComponentType } from 'react';
import { LegacyFrame } from './links';
import { useMeshLinks } from './routes';

/** A shared component as the old frontend system shows it. */
export function framed(Shared: ComponentType): () => JSX.Element {
  return function FramedComponent() {
    return (
      <LegacyFrame links={useMeshLinks()}>
        <Shared />
      </LegacyFrame>
    );
  };
}
