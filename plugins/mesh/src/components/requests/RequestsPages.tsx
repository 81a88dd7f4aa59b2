import { Route, Routes } from 'react-router-dom';
import { RequestList } from './RequestList';
import { RequestPage } from './RequestPage';

/** The list of requests, and one of them. */
export function RequestsPages() {
  return (
    <Routes>
      <Route path="/" element={<RequestList />} />
      <Route path="/:id" element={<RequestPage />} />
    </Routes>
  );
}
