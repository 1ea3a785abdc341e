// Holds the example against a server inside the test: npm install && npm test
'use strict';

const assert = require('node:assert');
const path = require('node:path');
const test = require('node:test');
const { execFile } = require('node:child_process');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const INCLUDED = [path.resolve(__dirname, '../../../proto'), path.dirname(require.resolve('protobufjs/package.json'))];

async function serve(predict) {
  const definition = loader.loadSync('retraingrains/v1/predictions.proto', { includeDirs: INCLUDED, longs: Number });
  const server = new grpc.Server();
  server.addService(grpc.loadPackageDefinition(definition).retraingrains.v1.Predictions.service, { Predict: predict });
  const port = await new Promise((resolve, reject) => server.bindAsync(
    '127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, found) => error ? reject(error) : resolve(found)));
  return { url: `http://127.0.0.1:${port}`, stop: () => server.forceShutdown() };
}

function run(url, ...given) {
  const options = { env: { ...process.env, RETRAIN_URL: url, RETRAIN_TOKEN: 'rgt_test' }, timeout: 20_000 };
  return new Promise(resolve => execFile(
    process.execPath, [path.join(__dirname, 'example.js'), ...given], options,
    (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr })));
}

test('a row is predicted by the features\' names, with a token, and again under the same id', async t => {
  const asked = [];
  const server = await serve((call, answer) => {
    asked.push(call.request);
    assert.deepStrictEqual(call.metadata.get('authorization'), ['Bearer rgt_test']);
    if (asked.length === 1) return answer({ code: grpc.status.UNAVAILABLE, details: 'not now' });
    answer(null, { prediction: { predictionId: call.request.row.predictionId, value: 12.5 }, version: '1.0.0' });
  });
  t.after(server.stop);
  const { code, stdout, stderr } = await run(server.url, 'street', '{"wind": 3.5, "weather": "rain", "cars": null}');
  assert.strictEqual(code, 0, stderr);
  assert.strictEqual(asked.length, 2);
  assert.deepStrictEqual(asked[0], asked[1]);
  const { predictionId, at, named } = asked[0].row;
  assert.ok(predictionId && at.seconds > 1.7e9);
  assert.strictEqual(named.wind.numberValue, 3.5);
  assert.strictEqual(named.weather.stringValue, 'rain');
  assert.ok('nullValue' in named.cars);
  const told = JSON.parse(stdout);
  assert.deepStrictEqual([told.predictionId, told.value, told.version], [predictionId, 12.5, '1.0.0']);
});

test('a refusal is told, and ends the program with 1', async t => {
  const refusal = { code: grpc.status.INVALID_ARGUMENT, details: 'wind must be a number' };
  const server = await serve((call, answer) => answer(refusal));
  t.after(server.stop);
  const { code, stderr } = await run(server.url, 'street', '{"wind": "strong"}');
  assert.strictEqual(code, 1);
  assert.match(stderr, /INVALID_ARGUMENT: wind must be a number/);
});
