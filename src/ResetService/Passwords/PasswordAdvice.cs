namespace ResetService.Passwords;

/// <summary>All advice there is.</summary>
internal static class PasswordAdvice
{
    public static readonly PasswordRemark UnthoughtOf = new("advice-unthought-of");
    public static readonly PasswordRemark MoreWords = new("advice-more-words");
    public static readonly PasswordRemark CommonPassword = new("advice-common-password");
    public static readonly PasswordRemark LookAlikes = new("advice-look-alikes");
    public static readonly PasswordRemark OwnData = new("advice-own-data");
    public static readonly PasswordRemark Names = new("advice-names");
    public static readonly PasswordRemark CommonWords = new("advice-common-words");
    public static readonly PasswordRemark NeighbouringKeys = new("advice-neighbouring-keys");
    public static readonly PasswordRemark Repeats = new("advice-repeats");
    public static readonly PasswordRemark Sequences = new("advice-sequences");
    public static readonly PasswordRemark Dates = new("advice-dates");

    public static PasswordRemark AnyCharacters(int from) => new("advice-any-characters", from);
}
