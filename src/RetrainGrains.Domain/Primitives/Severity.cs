namespace RetrainGrains.Domain.Primitives;

/// <summary>The severity of a finding. Only critical findings may start a retraining on their own.</summary>
public enum Severity
{
    Info = 0,
    Warning = 1,
    Critical = 2,
    Emergency = 3,
}
