namespace RetrainGrains.Malformed;

/// <summary>A kind of malformed request.</summary>
internal interface IAttack
{
    string Name { get; }

    /// <summary>The share of all requests, in thousandths.</summary>
    int Share { get; }

    /// <summary>Sends one, and says in a few words how it was answered.</summary>
    Task<string> SendAsync(Random chance, CancellationToken cancellation);
}
