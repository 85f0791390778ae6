import type { AppointmentQuery } from './appointment.dto.js';
import { hasOnePlan } from './appointment.filters.js';

describe('a list of appointments', () => {
  it.each<AppointmentQuery>([
    {},
    { ordering: 'start_time' },
    { ordering: '-start_time', status: ['scheduled'], facility_id: 'f' },
  ])('has one plan for all values: %j', (query) => {
    expect(hasOnePlan(query)).toBe(true);
  });

  it.each<AppointmentQuery>([
    { ordering: 'created_at' },
    { ordering: '-created_at', status: ['scheduled'] },
    { status: ['overdue'] },
    { status: ['scheduled', 'completed'] },
    { appointment_type: ['consultation'] },
    { search: 'Amina' },
    { topic_id: 't' },
  ])('is planned for its values: %j', (query) => {
    expect(hasOnePlan(query)).toBe(false);
  });
});
