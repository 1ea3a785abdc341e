namespace RetrainGrains.Gateway.Options;

/// <summary>The settings of who may call.</summary>
public sealed record AccessOptions
{
    /// <summary>
    /// Lets everybody in as an administrator named "anonymous". For demonstrations and tests on one machine.
    /// </summary>
    public bool Anonymous { get; init; }
}
