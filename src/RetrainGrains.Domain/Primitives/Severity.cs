namespace RetrainGrains.Domain.Primitives;

/// <summary>How much a finding matters. Only critical findings may start a retraining on their own.</summary>
public enum Severity
{
    Info = 0,
    Warning = 1,
    Critical = 2,
    Emergency = 3,
}
