import { isRedisUrl, redisOptions } from './redis-connection.js';

describe('the connection to Redis', () => {
  it.each([
    ['redis://localhost', { host: 'localhost', port: 6379, db: 0 }],
    ['redis://[::1]:6380/3', { host: '::1', port: 6380, db: 3 }],
    [
      'rediss://kept:p%40ss@redis.example.org',
      { host: 'redis.example.org', username: 'kept', password: 'p@ss', tls: {} },
    ],
    [
      'redis-sentinel://s1,s2:26380,[::1]/2#mymaster',
      {
        sentinels: [
          { host: 's1', port: 26_379 },
          { host: 's2', port: 26_380 },
          { host: '::1', port: 26_379 },
        ],
        name: 'mymaster',
        db: 2,
      },
    ],
    [
      'rediss-sentinel://:se%3Acret@s1:26379#kept',
      { name: 'kept', db: 0, password: 'se:cret', tls: {}, enableTLSForSentinelMode: true },
    ],
  ])('reads %s', (url, expected) => {
    expect(isRedisUrl(url)).toBe(true);
    expect(redisOptions(url)).toMatchObject(expected);
  });

  it.each([
    'localhost:6379',
    'http://localhost',
    'redis-sentinel://s1,s2',
    'redis-sentinel://#mymaster',
    'redis://a b',
  ])('does not take %s', (url) => expect(isRedisUrl(url)).toBe(false));
});
