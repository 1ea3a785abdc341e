using Google.Protobuf.WellKnownTypes;

namespace RetrainGrains.Gateway.Tests;

/// <summary>The example's rows as a client sends them.</summary>
internal static class WireRows
{
    public static V1.PredictionRow Prediction(string id) => new()
    {
        PredictionId = id,
        At = Timestamp.FromDateTimeOffset(Example.Start),
        Features = { Features() },
    };

    public static Value[] Features() =>
        [Value.ForNumber(21.5), Value.ForNull(), Value.ForString("summer")];
}
