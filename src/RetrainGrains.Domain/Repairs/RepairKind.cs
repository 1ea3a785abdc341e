namespace RetrainGrains.Domain.Repairs;

/// <summary>The kind of a repair of facts. Values are stored: append only.</summary>
public enum RepairKind
{
    /// <summary>Known outcomes get the values that are right.</summary>
    Correction = 0,

    /// <summary>Rows no longer count anywhere; they are kept for the record.</summary>
    Withdrawal = 1,

    /// <summary>The rows of an entity are deleted, with their features and outcomes.</summary>
    Erasure = 2,
}
