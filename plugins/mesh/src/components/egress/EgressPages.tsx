import { Route, Routes } from 'react-router-dom';
import { EgressGatewayPage } from './EgressGatewayPage';
import { EgressList } from './EgressList';

/** The list of egress gateways, and one of them. */
export function EgressPages() {
  return (
    <Routes>
      <Route path="/" element={<EgressList />} />
      <Route
        path="/:cluster/:namespace/:name"
        element={<EgressGatewayPage />}
      />
    </Routes>
  );
}
