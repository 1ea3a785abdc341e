namespace RetrainGrains.Gateway.Options;

/// <summary>The settings of who may call, and how much.</summary>
public sealed record AccessOptions
{
    /// <summary>
    /// Lets everybody in as an administrator named "anonymous". For demonstrations and tests on one machine.
    /// </summary>
    public bool Anonymous { get; init; }

    public LimitOptions Limits { get; init; } = new();

    /// <summary>The issuer whose tokens are taken beside the server's own.</summary>
    public JwtOptions Jwt { get; init; } = new();

    internal IEnumerable<string> Problems() =>
        Limits.Problems().Select(problem => (nameof(Limits), problem))
            .Concat(Jwt.Problems().Select(problem => (nameof(Jwt), problem)))
            .Select(found => $"{nameof(AccessOptions)}.{found.Item1}.{found.problem.Setting} is "
                + $"{found.problem.Value}; it {found.problem.Rule}.");
}
