namespace RetrainGrains.Gateway.Options;

/// <summary>
/// The settings by which the tokens of an OpenID Connect issuer (JWTs) are taken, beside the server's own tokens.
/// </summary>
public sealed record JwtOptions
{
    private static readonly ImmutableArray<string> ViewerValues = ["viewer"];
    private static readonly ImmutableArray<string> PredictorValues = ["predictor"];
    private static readonly ImmutableArray<string> OperatorValues = ["operator"];
    private static readonly ImmutableArray<string> AdminValues = ["admin"];

    /// <summary>The issuer's address, under which its keys are found; empty: no such tokens are taken.</summary>
    public string Authority { get; init; } = "";

    /// <summary>The name of this server at the issuer, which a token must be meant for.</summary>
    public string Audience { get; init; } = "";

    /// <summary>The claim that names the actor in the ledger.</summary>
    public string NameClaim { get; init; } = "sub";

    /// <summary>The claim that gives roles; the highest of several counts.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>
    /// The claim that gives beginnings of model ids; a token without it is for all models. An administrator who is held
    /// to some models is an operator of these.
    /// </summary>
    public string ModelPrefixClaim { get; init; } = "model_prefixes";

    /// <summary>The values of the role's claim that make a viewer.</summary>
    public ImmutableArray<string> Viewers { get; init; } = ViewerValues;

    /// <summary>The values of the role's claim that make a predictor.</summary>
    public ImmutableArray<string> Predictors { get; init; } = PredictorValues;

    /// <summary>The values of the role's claim that make an operator.</summary>
    public ImmutableArray<string> Operators { get; init; } = OperatorValues;

    /// <summary>The values of the role's claim that make an administrator.</summary>
    public ImmutableArray<string> Admins { get; init; } = AdminValues;

    internal bool IsOn => Authority.Length > 0;

    /// <summary>Returns the settings that cannot be used, by name and value, with the rule.</summary>
    public IEnumerable<(string Setting, object Value, string Rule)> Problems()
    {
        if (!IsOn)
        {
            if (Audience.Length > 0) yield return (nameof(Audience), Audience, "needs Authority, the issuer's address");
            yield break;
        }
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var address)
            || address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        {
            yield return (nameof(Authority), Authority, "must be an address with https (http on loopback only)");
        }
        if (Audience.Length == 0)
        {
            yield return (nameof(Audience), Audience, "must be given: tokens for others would be taken otherwise");
        }
        foreach (var (setting, claim) in new[]
                 {
                     (nameof(NameClaim), NameClaim), (nameof(RoleClaim), RoleClaim),
                     (nameof(ModelPrefixClaim), ModelPrefixClaim),
                 })
        {
            if (claim.Length == 0) yield return (setting, claim, "must name a claim");
        }
    }
}
