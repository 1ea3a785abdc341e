// Predicts one row: node example.js MODEL '{"wind": 3.5, "weather": "rain"}'
'use strict';

const { randomUUID } = require('node:crypto');
const { connect, value } = require('./client.js');

async function main(modelId, features) {
  const predictions = connect('Predictions');
  const named = Object.fromEntries(Object.entries(features).map(([name, found]) => [name, value(found)]));
  const now = Date.now();
  try {
    const { prediction, version } = await predictions.call('Predict', {
      modelId,
      row: {
        predictionId: randomUUID(),
        at: { seconds: Math.floor(now / 1000), nanos: (now % 1000) * 1e6 },
        named,
      },
    });
    console.log(JSON.stringify({ ...prediction, version }));
  } finally {
    predictions.close();
  }
}

if (process.argv.length !== 4) {
  console.error('usage: node example.js MODEL FEATURES_AS_JSON; the server is RETRAIN_URL, the token RETRAIN_TOKEN');
  process.exitCode = 2;
} else {
  main(process.argv[2], JSON.parse(process.argv[3])).catch(error => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
