namespace RetrainGrains.Statistics.Streaming;

/// <summary>A detector on a stream of errors: 1 for a wrong prediction, 0 for a right one.</summary>
public abstract class ErrorRateDetector : ChangeDetector
{
    private protected override double Lowest => 0;

    private protected override double Highest => 1;
}
