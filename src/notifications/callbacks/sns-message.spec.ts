import { signedTextOf, snsMessageOf } from './sns-message.js';

/** As in Amazon's own documentation: which fields are signed, and in which order. */
const NOTIFICATION = {
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:us-west-2:123456789012:MyTopic',
  Subject: 'My First Message',
  Message: 'Hello\nworld!',
  Timestamp: '2012-05-02T00:54:06.655Z',
  SignatureVersion: '1',
  Signature: 'EXAMPLEw6JRN…',
  SigningCertURL:
    'https://sns.us-west-2.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem',
  UnsubscribeURL: 'https://sns.us-west-2.amazonaws.com/?Action=Unsubscribe',
};

it('a notification is signed field by field, without a subject that it does not have', () => {
  const head = 'Message\nHello\nworld!\nMessageId\n22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324\n';
  const tail =
    'Timestamp\n2012-05-02T00:54:06.655Z\nTopicArn\narn:aws:sns:us-west-2:123456789012:MyTopic\nType\nNotification\n';
  const { Subject: _, ...plain } = NOTIFICATION;
  expect(signedTextOf(snsMessageOf(NOTIFICATION))).toBe(`${head}Subject\nMy First Message\n${tail}`);
  expect(signedTextOf(snsMessageOf(plain))).toBe(head + tail);
});

it('a confirmation is signed with its token and address', () => {
  const said = {
    Type: 'SubscriptionConfirmation',
    Token: 't',
    SubscribeURL: 'https://s',
    Message: 'm',
    MessageId: '1',
  };
  expect(signedTextOf(snsMessageOf({ ...NOTIFICATION, ...said }))).toBe(
    'Message\nm\nMessageId\n1\nSubscribeURL\nhttps://s\nTimestamp\n2012-05-02T00:54:06.655Z\nToken\nt\n' +
      'TopicArn\narn:aws:sns:us-west-2:123456789012:MyTopic\nType\nSubscriptionConfirmation\n',
  );
});
