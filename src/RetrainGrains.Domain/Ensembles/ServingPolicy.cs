namespace RetrainGrains.Domain.Ensembles;

/// <summary>The settings of a model's answers.</summary>
public sealed record ServingPolicy
{
    /// <summary>
    /// Lets an answer wait until its row is committed, so that whoever has an answer finds it in the log. Without, what
    /// a gateway has answered and not yet committed is lost if it dies at that moment; a graceful stop loses none. On
    /// by default, for an outcome is worth little without its prediction.
    /// </summary>
    public bool Durable { get; init; } = true;
}
