using Grpc.Core;
using RetrainGrains.V1;

namespace RetrainGrains.Echo;

/// <summary>Answers every question alike and at once, in as many bytes as the server does.</summary>
internal sealed class PredictionsEcho : Predictions.PredictionsBase
{
    /// <summary>As long as an id that the server makes.</summary>
    private const string Id = "_01hxyz9k00000001q";

    public override Task<PredictResponse> Predict(PredictRequest request, ServerCallContext context) =>
        Task.FromResult(new PredictResponse
        {
            Prediction = new Prediction { PredictionId = Id, Value = 1.5 },
            Version = "1.0.0",
            Revision = 1,
            Logged = true,
        });
}
