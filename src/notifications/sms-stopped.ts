import sql, { type Sql } from 'sql-template-tag';

/** Whether somebody said STOP from the phone in this column: it is sent nothing more, by no organization. */
export function isSmsStopped(phone: Sql): Sql {
  return sql`EXISTS (SELECT FROM sms_opt_out stopped WHERE stopped.phone_number = ${phone})`;
}
