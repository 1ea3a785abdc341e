namespace RetrainGrains.Domain.Ensembles;

/// <summary>The settings of a model's answers.</summary>
public sealed record ServingPolicy
{
    /// <summary>
    /// True: an answer comes after its row is committed, so that whoever has an answer finds it in the log. False: it
    /// comes before, and what a gateway has answered and not yet committed is lost if it dies at that moment; a
    /// graceful stop loses none. True, for an outcome is worth little without its prediction.
    /// </summary>
    public bool Durable { get; init; } = true;
}
