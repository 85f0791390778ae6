/** Of every route but health's. */
export const API_PREFIX = 'api/v1';
